/** Somebody, as Azure DevOps names them now. Records keep the id only: names change and are personal data. */
export type Person = Readonly<{ id: string; name: string; imageUrl?: string }>;

/** Somebody or a group of people, as a search finds them. */
export type Identity = Person & Readonly<{ isGroup: boolean }>;

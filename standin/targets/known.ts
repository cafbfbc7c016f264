/** The four organisations that the stand-in for Dataverse plays, in the order of their ports. */
export const environmentNames = ["dev", "uat", "prod", "spare"] as const;

export type EnvironmentName = (typeof environmentNames)[number];

/** What never changes about an organisation. */
export const organisations: Readonly<Record<EnvironmentName, Readonly<{ id: string; name: string }>>> = {
  dev: { id: "0d0c1e5a-7c41-4c3e-9b55-5a4b7d2f6a01", name: "Contoso Development" },
  uat: { id: "1b7e0f4c-2f60-4d57-8a35-9c6b1a3d7b02", name: "Contoso UAT" },
  prod: { id: "2c9a4d18-6f0b-4b8d-a1c4-3e8f5b7c9d03", name: "Contoso Production" },
  spare: { id: "3e5f8b27-9d1c-4e6a-b7f2-8a4c2d6e0f04", name: "Contoso Second Family" },
};

/** The one tenant that the stand-in for Entra knows. */
export const tenantId = "72f988bf-0000-4000-8000-2d7cd011db47";

/** An application of the tenant. `expired`: its secret ran out. */
export type KnownClient = Readonly<{
  clientId: string;
  secret: string;
  tenantId: string;
  /** Where it is an application user. */
  environments: readonly EnvironmentName[];
  expired?: true;
}>;

/** The first serves dev, uat and prod; the second the spare one; the third's secret ran out. */
export type KnownClients = readonly [KnownClient, KnownClient, KnownClient];

/**
 * Two applications that work, each for one family of environments, and one whose secret ran out. The second one has no
 * application user in the first family: who mixes the two up hears of it. The secrets hold characters that need care in
 * forms, shells and URLs.
 */
export const knownClients: KnownClients = [
  {
    clientId: "a5b0c1d2-1111-4aaa-8bbb-0123456789ab",
    secret: "Kq8~first.sample+secret/of=Contoso%41&1",
    tenantId,
    environments: ["dev", "uat", "prod"],
  },
  {
    clientId: "b6c1d2e3-2222-4bbb-8ccc-123456789abc",
    secret: "Wz3~second.sample+secret/of=Contoso%42&2",
    tenantId,
    environments: ["spare"],
  },
  {
    clientId: "c7d2e3f4-3333-4ccc-8ddd-23456789abcd",
    secret: "Jm5~expired.sample+secret/of=Contoso%43&3",
    tenantId,
    environments: ["dev", "uat", "prod", "spare"],
    expired: true,
  },
];

import type { Person } from "../azure-devops/state/state.ts";

/** The people of the sample organisation: one for each role. */
export const people: readonly Person[] = [
  {
    id: "1f0c6a52-8b1e-4c2f-9a01-6d3a5b7c8e01",
    name: "Avery Stone",
    mail: "avery.stone@contoso.example",
    role: "administrator",
  },
  {
    id: "2a1d7b63-9c2f-4d30-8b12-7e4b6c8d9f02",
    name: "Morgan Reed",
    mail: "morgan.reed@contoso.example",
    role: "releaseManager",
  },
  {
    id: "3b2e8c74-ad30-4e41-9c23-8f5c7d9ea003",
    name: "Casey Lund",
    mail: "casey.lund@contoso.example",
    role: "contributor",
  },
  {
    id: "4c3f9d85-be41-4f52-8d34-906d8eafb104",
    name: "Robin Vale",
    mail: "robin.vale@contoso.example",
    role: "approver",
  },
  {
    id: "5d40ae96-cf52-4063-9e45-a17e9fb0c205",
    name: "Sam Okafor",
    mail: "sam.okafor@contoso.example",
    role: "reader",
  },
];

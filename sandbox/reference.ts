import { z } from 'zod';
import raw from './reference.json';

/**
 * The demo health system in one place: both sandbox processes read `reference.json` through this schema, so the master
 * data of the ERP and the identifiers in the remittances can never drift apart.
 */
const payerSchema = z.strictObject({
  code: z.string(),
  name: z.string(),
  trn03: z.string().length(10),
  n1Id: z.string(),
  class: z.enum(['Medicare', 'Medicaid', 'Commercial', 'Blue', 'Unclassified']),
  filingIndicator: z.string(),
  method: z.enum(['ACH', 'CHK']),
  traceStyle: z.enum(['numeric10', 'prefixed', 'zero-led']),
  amountStyle: z.enum(['two-decimals', 'suppressed']),
  claims: z.strictObject({ min: z.int(), typical: z.int(), max: z.int() }),
  contractualPercent: z.int(),
  patientPercent: z.int(),
  denialPercent: z.int(),
  trafficWeight: z.int(),
});

/** One address a supplier is paid at; a payer's refunds seldom go where its claims do. */
const siteSchema = z.strictObject({
  code: z.string(),
  line1: z.string(),
  city: z.string(),
  state: z.string().length(2),
  postalCode: z.string(),
  active: z.boolean(),
});

const referenceSchema = z.strictObject({
  healthSystem: z.string(),
  note: z.string(),
  clearinghouse: z.strictObject({
    name: z.string(),
    isaSenderId: z.string().max(15),
    isaReceiverId: z.string().max(15),
  }),
  companies: z.array(
    z.strictObject({
      code: z.string(),
      name: z.string(),
      currency: z.literal('USD'),
      tin: z.string(),
      bankAccount: z.string(),
    }),
  ),
  facilities: z.array(
    z.strictObject({
      code: z.string().length(3),
      name: z.string(),
      company: z.string(),
      accountPrefix: z.string().length(4),
      npi: z.string().length(10),
      kind: z.enum(['hospital', 'clinic', 'surgery']),
      trafficWeight: z.int(),
    }),
  ),
  payees: z.array(
    z.strictObject({ tin: z.string(), npi: z.string(), facility: z.string(), entity: z.string(), name: z.string() }),
  ),
  costCenters: z.array(
    z.strictObject({
      code: z.string(),
      name: z.string(),
      company: z.string(),
      facility: z.string(),
      active: z.boolean(),
    }),
  ),
  accounts: z.array(z.strictObject({ number: z.string(), name: z.string(), type: z.string() })),
  payerClasses: z.array(z.strictObject({ code: z.string(), name: z.string(), arAccount: z.string() })),
  statisticalAccounts: z.array(z.strictObject({ number: z.string(), name: z.string(), unit: z.string() })),
  suppliers: z.array(
    z.strictObject({
      code: z.string(),
      name: z.string(),
      taxIdToken: z.string().nullable(),
      sites: z.array(siteSchema),
    }),
  ),
  items: z.array(
    z.strictObject({
      code: z.string(),
      name: z.string(),
      unit: z.string(),
      lotTracked: z.boolean(),
      unitCost: z.string(),
      supplier: z.string(),
    }),
  ),
  locations: z.array(
    z.strictObject({ code: z.string(), name: z.string(), company: z.string(), facility: z.string(), kind: z.string() }),
  ),
  /** What lies where on the first day; an empty lot is an item that is not tracked by lot. */
  stock: z.array(z.strictObject({ location: z.string(), item: z.string(), lot: z.string(), onHand: z.string() })),
  payers: z.array(payerSchema),
  unknowns: z.strictObject({ accountPrefix: z.string(), npi: z.string(), payer: payerSchema }),
});

type Reference = z.infer<typeof referenceSchema>;
export type Payer = z.infer<typeof payerSchema>;
export type Facility = Reference['facilities'][number];

export const reference: Reference = referenceSchema.parse(raw);

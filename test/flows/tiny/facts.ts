import { z } from 'zod';

/** What the events of this flow say: the machine, and cents that are text in storage. */
export const minor = z.union([z.bigint(), z.string().regex(/^\d{1,12}$/)]).transform((value) => BigInt(value));
export const ticket = z.object({ machine: z.string(), amountMinor: minor });
export type TinyEvents = { readonly 'ticket.sold/1': z.infer<typeof ticket> };

import { z } from 'zod';
import type { AuditEntry } from '@/server/audit';
import type { Tx } from '@/server/platform/db';
import { parcelsOfCauses } from '@/server/store/causes-parcels';
import { CROSSWALK_KINDS } from '@/server/store/masterdata';
import { adoptFromParcels } from './adopt';
import { changeCostCenter, mapValue } from './changes';

/**
 * A change of master data that belongs to a set of items: it is kept with the manifest, comes into force when the first of them is
 * sent, and never does when the manifest is aborted before that. Whoever approves the set approves the change.
 */
const mapping = z.object({
  kind: z.enum(CROSSWALK_KINDS),
  key: z.string(),
  target: z.string(),
  validFrom: z.iso.date(),
});
export const changeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('map'), mappings: z.array(mapping) }),
  z.object({ kind: z.literal('adopt'), causeIds: z.array(z.uuid()) }),
  z.object({
    kind: z.literal('cost-center'),
    by: z.enum(['code', 'cost_center']),
    value: z.string(),
    costCenter: z.string(),
  }),
]);
export type Change = z.infer<typeof changeSchema>;

/** Brings a change into force. The caller writes the audit entries, last. Errors: those of the master data commands. */
export async function enactChange(tx: Tx, change: Change): Promise<AuditEntry[]> {
  switch (change.kind) {
    case 'map': {
      const audit: AuditEntry[] = [];
      for (const each of change.mappings) audit.push(await mapValue(tx, each));
      return audit;
    }
    case 'adopt':
      await adoptFromParcels(tx, await parcelsOfCauses(tx, change.causeIds));
      return [];
    case 'cost-center':
      return [await changeCostCenter(tx, change)];
  }
}

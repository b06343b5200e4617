import { router } from '../trpc';
import { closeMapping } from './close-mapping';
import { confirmFacility } from './confirm-facility';
import { confirmPayer } from './confirm-payer';
import { enact } from './enact';
import { mapValue } from './map-value';
import { preview } from './preview';
import { setCostCenter } from './set-cost-center';
import { targets } from './targets';

export const curesRouter = router({
  targets,
  preview,
  enact,
  mapValue,
  closeMapping,
  setCostCenter,
  confirmPayer,
  confirmFacility,
});

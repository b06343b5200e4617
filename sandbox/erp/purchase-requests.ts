import { z } from 'zod';
import { formatCents } from '../cents';
import type { Call } from '../http';
import type { Erp } from './context';
import { code, date, externalId, optionalCode, text } from './contracts';
import type { NewDocument } from './documents';
import { type Draft, postKeyed, readShape } from './keyed';
import { companyOf } from './posting';
import { formatQuantity, ONE, parseQuantity } from './quantity';
import { oneUnitLess } from './statistical';
import { judgeItem, judgeLocation, judgeNumbering, judgeQuantity } from './supply-lines';
import { type FieldError, fault, judgeAmount, judgeCostCenter, judgeFacility } from './validate';

const purchaseRequestSchema = z.object({
  externalId,
  date,
  neededBy: date.nullable().optional(),
  requester: z.string().max(120).default(''),
  /** Where it is to be delivered. */
  location: code,
  supplier: optionalCode,
  currency: code,
  reference: text.default(''),
  description: text.default(''),
  source: text.default(''),
  lines: z
    .array(
      z.object({
        line: z.int().min(1),
        item: optionalCode,
        /** What is wanted when the catalogue does not hold it. */
        description: text.default(''),
        quantity: z.string(),
        /** The catalogue's cost unless told. */
        unitPrice: z.string().nullable().optional(),
        account: optionalCode,
        costCenter: optionalCode,
        facility: optionalCode,
        reference: text.default(''),
      }),
    )
    .max(500),
});

type RequestBody = z.infer<typeof purchaseRequestSchema>;

/** `POST /api/companies/:company/purchase-requests` */
export async function postPurchaseRequest(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  await postKeyed(erp, call, company, {
    kind: 'purchase-request',
    judge: (raw) => {
      const body = readShape(purchaseRequestSchema, raw);
      return { externalId: body.externalId, draft: draftRequest(erp, company, body) };
    },
    shorten: oneUnitLess,
  });
}

function draftRequest(erp: Erp, company: string, body: RequestBody): Draft {
  const errors: FieldError[] = [];
  const currency = erp.master.companies.get(company)?.currency;
  if (body.currency !== currency) {
    errors.push(fault('UNKNOWN_DIMENSION', null, 'currency', body.currency, `company ${company} keeps ${currency}`));
  }
  judgeNumbering(body.lines, errors);
  judgeLocation(erp, company, null, 'location', body.location, errors);
  const supplier = body.supplier ? erp.supply.suppliers.get(body.supplier) : undefined;
  if (body.supplier && !supplier) {
    errors.push(fault('UNKNOWN_SUPPLIER', null, 'supplier', body.supplier, 'no such supplier'));
  } else if (supplier && !supplier.active) {
    errors.push(fault('INACTIVE_SUPPLIER', null, 'supplier', supplier.code, 'the supplier is inactive'));
  }
  const lines = body.lines.map((line) => judgeLine(erp, company, line, errors));
  if (errors.length > 0) return { errors };
  const amount = lines.reduce((total, line) => total + line.cents, 0n);
  const document: NewDocument = {
    kind: 'purchase-request',
    company,
    externalId: body.externalId,
    // A wish books nothing, so no period can be closed to it.
    period: body.date.slice(0, 7),
    postingDate: body.date,
    currency: body.currency,
    description: body.description,
    source: body.source,
    supplier: body.supplier || null,
    invoiceNumber: null,
    lines: [],
    status: 'requested',
    detail: {
      neededBy: body.neededBy ?? null,
      requester: body.requester,
      location: body.location,
      reference: body.reference,
      amount: formatCents(amount),
      lines: lines.map(({ cents, ...line }) => ({ ...line, amount: formatCents(cents) })),
    },
  };
  return { document };
}

function judgeLine(erp: Erp, company: string, line: RequestBody['lines'][number], errors: FieldError[]) {
  const item = line.item ? judgeItem(erp, line.line, line.item, errors) : null;
  if (!line.item && line.description === '') {
    const message = 'name an item or describe what is wanted';
    errors.push(fault('ITEM_OR_DESCRIPTION', line.line, 'item', null, message));
  }
  const quantity = judgeQuantity(line.line, line.quantity, item, errors);
  const given = line.unitPrice ? judgeAmount(line.line, 'unitPrice', line.unitPrice, errors) : null;
  const price = given ?? item?.unitCost ?? 0n;
  const account = line.account ? erp.master.accounts.get(line.account) : undefined;
  if (line.account && !account) {
    errors.push(fault('UNKNOWN_ACCOUNT', line.line, 'account', line.account, 'no such account in the chart'));
  } else if (account && !account.active) {
    errors.push(fault('INACTIVE_ACCOUNT', line.line, 'account', account.number, 'the account is inactive'));
  }
  judgeCostCenter(erp.master, company, line.line, line.costCenter ?? null, errors);
  judgeFacility(erp.master, company, line.line, line.facility ?? null, errors);
  return {
    line: line.line,
    item: line.item || null,
    description: line.description || (item?.name ?? ''),
    quantity: formatQuantity(parseQuantity(line.quantity) ?? 0n),
    unitPrice: formatCents(price),
    account: line.account || null,
    costCenter: line.costCenter || null,
    facility: line.facility || null,
    reference: line.reference,
    // Rounded half up, once per line, as a printed order shows it.
    cents: (quantity * price + ONE / 2n) / ONE,
  };
}

import { formatCents } from '../cents';
import { type Call, HttpError, readLimit, sendJson } from '../http';
import { readBalances, readKeyTotals } from './balances';
import { classOf, type Erp } from './context';
import { FIND_KEYS_MAX, findByKey, findByNumber, idOfNumber, listByPeriod } from './documents';
import { DOCUMENT_KINDS, type DocumentKind } from './kinds';
import { companyOf } from './posting';
import { readStock } from './stock';

const LIST_DEFAULT = 100;
const LIST_MAX = 1_000;

/** `GET …/journals?externalId=…` finds by key; `?period=…&after=…&limit=…` walks one period. */
export async function getDocuments(erp: Erp, call: Call, kind: DocumentKind): Promise<void> {
  const company = companyOf(erp, call);
  const setting = classOf(erp, company);
  const readLagMs = setting.class === 'query-only' ? setting.readLagMs : 0;
  const withLines = call.url.searchParams.get('lines') === 'true';
  const invoiceNumbers = call.url.searchParams.getAll('invoiceNumber');
  const by = invoiceNumbers.length > 0 ? 'invoiceNumber' : 'externalId';
  const externalIds = by === 'invoiceNumber' ? invoiceNumbers : call.url.searchParams.getAll('externalId');
  if (externalIds.length > FIND_KEYS_MAX) {
    throw new HttpError(400, 'BAD_PARAMETER', `ask for at most ${FIND_KEYS_MAX} keys at a time`);
  }
  if (externalIds.length > 0) {
    if (setting.class === 'none') {
      throw new HttpError(501, 'NOT_SUPPORTED', 'this ERP cannot be searched by external id');
    }
    const documents = await findByKey(erp.pool, { company, kind, externalIds, by, readLagMs, withLines });
    sendJson(call.response, 200, { documents });
    return;
  }
  const period = call.url.searchParams.get('period');
  if (!period) throw new HttpError(400, 'BAD_PARAMETER', 'name the externalId or the period');
  const after = call.url.searchParams.get('after');
  const afterId = after === null ? 0n : idOfNumber(after);
  if (afterId === null) throw new HttpError(400, 'BAD_PARAMETER', 'after must be a document number');
  const limit = readLimit(call.url, 'limit', LIST_DEFAULT, LIST_MAX);
  const query = { company, kind, period, afterId, limit, readLagMs, withLines };
  const documents = await listByPeriod(erp.pool, query);
  const next = documents.length === limit ? (documents.at(-1)?.number ?? null) : null;
  sendJson(call.response, 200, { documents, next });
}

/** `GET …/journals/:number` and the same for every kind: one document with its lines, by the number this ERP gave it. */
export async function getDocument(erp: Erp, call: Call, kind: DocumentKind): Promise<void> {
  const number = call.path.number ?? '';
  const document = await findByNumber(erp.pool, companyOf(erp, call), kind, number);
  if (!document) throw new HttpError(404, 'UNKNOWN_DOCUMENT', `there is no ${kind} ${number}`);
  sendJson(call.response, 200, document);
}

/** `GET …/stock?location=&item=` */
export async function getStock(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  const [location, item] = ['location', 'item'].map((name) => call.url.searchParams.get(name));
  const filter = { company, ...(location ? { location } : {}), ...(item ? { item } : {}) };
  sendJson(call.response, 200, { company, asOf: new Date().toISOString(), stock: await readStock(erp.pool, filter) });
}

/** `GET …/balances?period=YYYY-MM` */
export async function getBalances(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  const period = call.url.searchParams.get('period');
  if (!period) throw new HttpError(400, 'BAD_PARAMETER', 'name the period');
  sendJson(call.response, 200, { company, period, ...(await readBalances(erp.pool, company, period)) });
}

/** `GET …/key-totals?period=YYYY-MM&prefix=TO-`; without a period it counts all of them. */
export async function getKeyTotals(erp: Erp, call: Call): Promise<void> {
  const company = companyOf(erp, call);
  const period = call.url.searchParams.get('period');
  const asked = call.url.searchParams.get('kind') ?? 'journal';
  const kind = DOCUMENT_KINDS.find((each) => each === asked);
  if (!kind) throw new HttpError(400, 'BAD_PARAMETER', `kind must be one of ${DOCUMENT_KINDS.join(', ')}`);
  const prefix = call.url.searchParams.get('prefix') ?? '';
  sendJson(call.response, 200, {
    company,
    period,
    ...(await readKeyTotals(erp.pool, { company, kind, period, prefix })),
  });
}

/** `GET /api/master` */
export async function getMaster(erp: Erp, call: Call): Promise<void> {
  const { companies, accounts, costCenters, facilities, payerClasses, periods } = erp.master;
  const { suppliers, sites, items, locations, statistics } = erp.supply;
  sendJson(call.response, 200, {
    companies: [...companies.values()],
    accounts: [...accounts.values()],
    costCenters: [...costCenters.values()],
    facilities: [...facilities.values()],
    payerClasses: [...payerClasses.values()],
    periods: [...periods.values()],
    suppliers: [...suppliers.values()].map((supplier) => ({
      ...supplier,
      sites: [...sites.values()]
        .filter((site) => site.supplier === supplier.code)
        .map(({ supplier: _, ...site }) => site),
    })),
    items: [...items.values()].map((item) => ({ ...item, unitCost: formatCents(item.unitCost) })),
    locations: [...locations.values()],
    statisticalAccounts: [...statistics.values()],
    stock: await readStock(erp.pool, {}),
  });
}

import path from 'node:path';
import { parseArgs } from 'node:util';
import { OperatorError } from '../operator-error';

export type StartOptions = {
  readonly directory: string;
  readonly host: string;
  readonly port: number;
  /** The demo health system: sandbox ERP, clearinghouse, bank and revenue cycle system. */
  readonly sandbox: boolean;
  readonly quiet: boolean;
};

export const USAGE = `Usage: npm start -- [options]

  --port N        port of the console (default: PORT or 3000)
  --dir DIR       where data, secrets and logs live (default: .tieout)
  --no-sandbox    without the demo health system: connect your own sources and ERP
  --quiet         print the address only
`;

/** Reads the command line; environment PORT, HOST and TIEOUT_DIR fill what is not given. */
export function readOptions(args: readonly string[], root: string): StartOptions | 'help' {
  let values: { port?: string; dir?: string; 'no-sandbox'?: boolean; quiet?: boolean; help?: boolean };
  try {
    values = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        dir: { type: 'string' },
        'no-sandbox': { type: 'boolean' },
        quiet: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new OperatorError(`${(error as Error).message}\n\n${USAGE}`);
  }
  if (values.help) return 'help';
  const portText = values.port ?? process.env.PORT ?? '3000';
  const port = /^\d{1,5}$/.test(portText) ? Number.parseInt(portText, 10) : 0;
  if (port < 1 || port > 65_535)
    throw new OperatorError(`The port must be a number from 1 to 65535, not "${portText}".`);
  return {
    directory: path.resolve(root, values.dir ?? process.env.TIEOUT_DIR ?? '.tieout'),
    host: process.env.HOST ?? '127.0.0.1',
    port,
    // A real ERP and the pretended one never stand side by side.
    sandbox: !values['no-sandbox'] && !process.env.ERP_URL,
    quiet: values.quiet ?? false,
  };
}

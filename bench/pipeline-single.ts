import { run as runPipeline } from './pipeline';

/**
 * The same as `pipeline` with remits of one claim, ten in a file: what most real files hold. A claim costs a journal of its
 * own here. `npm run bench -- pipeline-single [--json] [--claims N]`
 */
export async function run(args: readonly string[]): Promise<void> {
  await runPipeline(['--claims-per-remit', '1', '--remits-per-file', '10', '--claims', '2000', ...args]);
}

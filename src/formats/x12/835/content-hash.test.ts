/**
 * Goal: the content hash sees every data byte and nothing else.
 * Method: pairs of bodies that must agree and pairs that must differ, above all where data looks like a separator.
 */
import { describe, expect, it } from 'vitest';
import { read835 } from '../../../../test/fixtures/x12/read-835';

type Separators = readonly [element: string, component: string, terminator: string];

/** Hash of one ST whose body is `body`, with `*`, `:` and `~` replaced by the given separators. */
function hash(body: string, [element, component, terminator]: Separators = ['*', ':', '~']): string | null | undefined {
  const isa =
    'ISA*00*          *00*          *ZZ*A              *ZZ*B              *260105*0900*^*00501*000000001*0*T*:~';
  const separate = (text: string) =>
    text.replaceAll('*', element).replaceAll(':', component).replaceAll('~', terminator);
  const bytes = Buffer.from(`${separate(`${isa}ST*835*1~`)}${body}${separate('SE*3*1~IEA*0*000000001~')}`, 'latin1');
  return read835(bytes, bytes.length, { contentHash: true }).sets[0]?.summary?.contentSha256;
}

const PIPES: Separators = ['|', '>', '~'];

describe('content hash', () => {
  it('does not mind separators, line breaks and trailing empty elements', () => {
    const plain = hash('NTE*A:B*C~');
    expect(hash('NTE|A>B|C~', PIPES)).toBe(plain);
    expect(hash('NTE*A:B*C**~\r\n')).toBe(plain);
    expect(hash('NT\r\nE*A:B\n*C~')).toBe(plain);
  });

  it('minds every data byte', () => {
    const all = [
      'NTE*A:B*C~',
      'NTE*A:B*D~',
      'NTE*A*B*C~',
      'NTE*A:B**C~',
      'NTE*A:B~NTE*C~',
      'NTE*A:B*C ~',
      'NTE*A:B*\u00c3~',
    ];
    expect(new Set(all.map((body) => hash(body))).size).toBe(all.length);
  });

  it('tells data from separators that look like it', () => {
    const all = [
      hash('NTE|A*B|C~', PIPES),
      hash('NTE|A|B|C~', PIPES),
      hash('NTE|A:B|C~', PIPES),
      hash('NTE|A>B|C~', PIPES),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(hash('NTE*A\u0010*B~')).not.toBe(hash('NTE|A*B~', PIPES));
    expect(hash('NTE*A\u0010*B~')).toBe(hash('NTE|A\u0010|B~', PIPES));
  });
});

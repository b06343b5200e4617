// Goal: the command line means what it says, and a wrong one is explained. Method: examples.
import { describe, expect, it } from 'vitest';
import { readOptions } from './options';

describe('readOptions', () => {
  it('reads every option, directories relative to the checkout', () => {
    expect(readOptions(['--port', '3001', '--dir', 'other', '--no-sandbox', '--quiet'], '/checkout')).toMatchObject({
      port: 3001,
      directory: '/checkout/other',
      sandbox: false,
      quiet: true,
    });
  });

  it('binds to this machine only unless told otherwise', () => {
    expect(readOptions([], '/checkout')).toMatchObject({ host: '127.0.0.1', sandbox: true });
  });

  it.each([['--port', 'x'], ['--port', '70000'], ['--what'], ['extra']])('refuses %s %s', (...args) => {
    expect(() => readOptions(args, '/checkout')).toThrow(/port must be|Usage/);
  });
});

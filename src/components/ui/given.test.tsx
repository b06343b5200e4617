// Goal: a name from a file turns nothing around, not even itself. Method: the markup of names that try.
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Given } from './given';

const markup = (text: string): string => renderToStaticMarkup(<Given text={text} />);

it('spells out what would act, and stands apart from what is beside it', () => {
  expect(markup('remit\u202e538.exe')).toBe('<bdi>remit\\u202e538.exe</bdi>');
  expect(markup('a\u2066b\u0007c')).toBe('<bdi>a\\u2066b\\u0007c</bdi>');
});

it('leaves names of every script as they are, and is no markup', () => {
  expect(markup('בית חולים.835')).toBe('<bdi>בית חולים.835</bdi>');
  expect(markup('<b>')).toBe('<bdi>&lt;b&gt;</bdi>');
});

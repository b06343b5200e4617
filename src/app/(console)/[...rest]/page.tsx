import { notFound } from 'next/navigation';

/** Every address that no screen has, said inside the console: the framework's own page breaks the policy of styles and leads nowhere. */
export default function NoSuchScreen(): never {
  notFound();
}

import { routes } from '@/components/lib/routes';
import { Screen } from '@/components/shell/screen';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

export default function NotFound() {
  return (
    <Screen title="Not found">
      <EmptyState
        title="Nothing is kept under this address"
        action={<ButtonLink href={routes.search}>Search</ButtonLink>}
      >
        It may belong to a facility outside your scope.
      </EmptyState>
    </Screen>
  );
}

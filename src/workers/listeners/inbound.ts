import { AppError } from '@/domain/failure';
import { type ConfiguredInbound, isPolled, pollInbound, type Secrets } from '@/server/connectors/inbound';
import type { Poller } from '@/server/connectors/inbound/poll';
import type { DeliveryResult, InboundDelivery, InboundState } from '@/server/connectors/inbound/port';
import type { Actor } from '@/server/platform/db';
import { secret } from '@/server/platform/env';
import { logger } from '@/server/platform/logger';
import { traceIdFrom, withTrace } from '@/server/platform/tracing';

export type InboundListeners = {
  /** One per connection, for the Connections page; a connection that could not start says why. */
  states(): readonly InboundState[];
  stop(): Promise<void>;
};

const log = logger('inbound');

/**
 * Looks into the folders and servers of all given connections. Every worker process may do so at once: a claim decides who
 * reads a file. `receive` is the receiver of the pipeline, which keeps the delivery key with what it commits.
 */
export function startInbound(
  actor: Actor,
  connections: readonly ConfiguredInbound[],
  receive: (actor: Actor, delivery: InboundDelivery) => Promise<DeliveryResult>,
  secrets: Secrets = secret,
): InboundListeners {
  const traced = (delivery: InboundDelivery) => withTrace(traceIdFrom(null), () => receive(actor, delivery));
  const pollers = connections
    .filter(({ kind }) => isPolled(kind))
    .map((connection) => {
      try {
        return pollInbound(connection, traced, secrets);
      } catch (error) {
        // Wrong settings of one connection stop that one and no other.
        log.error('inbound.unusable', { connection: connection.code, error });
        return unusable(connection, error);
      }
    });
  return {
    states: () => pollers.map((poller) => poller.state()),
    stop: async () => {
      await Promise.all(pollers.map((poller) => poller.stop()));
    },
  };
}

function unusable({ code, kind }: ConfiguredInbound, error: unknown): Poller {
  const failure =
    error instanceof AppError
      ? { code: error.code, message: error.operatorMessage }
      : { code: 'INBOUND_CONFIG_INVALID', message: 'The settings of this connection cannot be used.' };
  const state: InboundState = {
    connectionCode: code,
    where: kind,
    status: 'failing',
    lastLook: null,
    lastFailure: { at: new Date(), ...failure },
    failuresInARow: 1,
    nextLook: null,
    filesTaken: 0,
    filesRedelivered: 0,
    filesRefused: 0,
    unreadableNames: 0,
  };
  return { state: () => state, stop: async () => undefined };
}

import type { DeliveryResult, InboundDelivery } from '@/server/connectors/inbound/port';
import { receiveArtifact } from '@/server/pipeline/receive';
import { type Actor, systemActor, withTransaction } from '@/server/platform/db';
import { currentTraceId } from '@/server/platform/tracing';
import { ring } from '@/server/queue/doorbell';
import { findPolledConnections } from '@/server/store/artifacts';
import { type InboundListeners, startInbound } from './inbound';

const actor = systemActor('inbound');

/**
 * Starts looking into the folders and servers of all active connections that want it. What they are is read once: a connection
 * that is changed is looked into anew when the worker starts again.
 */
export async function startPolledInbound(): Promise<InboundListeners> {
  return startInbound(actor, await withTransaction(actor, findPolledConnections), receiveDelivery);
}

/** Keeps one delivered file and its delivery key in one transaction, so that a file handed in twice counts once. */
export async function receiveDelivery(by: Actor, delivery: InboundDelivery): Promise<DeliveryResult> {
  const { connectionCode, name, source, deliveryKey } = delivery;
  const { state } = await receiveArtifact(by, { connectionCode, name, source, deliveryKey, traceId: currentTraceId() });
  if (state === 'received') await ring('parse');
  return { state };
}

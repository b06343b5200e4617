// Goal: what several processes counted adds up in the Prometheus text format. Method: two snapshots of known counts.
import { expect, it } from 'vitest';
import { counter, histogram, renderMetrics, snapshotMetrics } from './metrics';

it('renders the sum of snapshots, with buckets that add up', () => {
  const moved = counter('test_moved_total', 'Moved.', ['stage']);
  const seconds = histogram('test_seconds', 'Time.', ['stage']);
  moved.add({ stage: 'map' }, 3);
  seconds.observe({ stage: 'map' }, 0.03);
  seconds.observe({ stage: 'map' }, 99);
  const text = renderMetrics([snapshotMetrics(), JSON.parse(JSON.stringify(snapshotMetrics()))]);
  expect(text).toContain('# TYPE test_moved_total counter\ntest_moved_total{stage="map"} 6\n');
  expect(text).toContain('test_seconds_bucket{stage="map",le="0.05"} 2\n');
  expect(text).toContain('test_seconds_bucket{stage="map",le="+Inf"} 4\n');
  expect(text).toContain('test_seconds_count{stage="map"} 4\n');
});

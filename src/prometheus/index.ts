/** Door `manyworlds/scheduler/prometheus`: measurements for Prometheus. Apart from the scheduler's door, which loads no `prom-client`. */
export { prometheusMetrics, type PrometheusMetrics, type PrometheusOptions } from './prometheus.ts';

// What a run measured, over its steps.
import { MetricStrip } from './MetricStrip.tsx';
import { ReferenceCheck } from './ReferenceCheck.tsx';
import { StepCharts, type StepChartsProps } from './StepCharts.tsx';

export function CurvesView(props: StepChartsProps) {
  return (
    <>
      <MetricStrip />
      <ReferenceCheck />
      <StepCharts {...props} />
    </>
  );
}

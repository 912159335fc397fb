package main

import (
	"context"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/kubernetes/pkg/scheduler/framework"

	"localkube/internal/behaviour"
)

const behaviourPluginName = behaviour.SchedulerPlugin

// behaviourPlugin keeps a pod that asks for `localkube/behaviour: unschedulable`
// Pending. It answers as NodeResourcesFit does, so that the scheduler itself
// writes the condition and the event that a cluster without room would show.
type behaviourPlugin struct{}

func newBehaviourPlugin(context.Context, runtime.Object, framework.Handle) (framework.Plugin, error) {
	return behaviourPlugin{}, nil
}

func (behaviourPlugin) Name() string { return behaviourPluginName }

func (behaviourPlugin) Filter(_ context.Context, _ *framework.CycleState, pod *v1.Pod, _ *framework.NodeInfo) *framework.Status {
	if behaviour.Of(pod).Unschedulable {
		return framework.NewStatus(framework.UnschedulableAndUnresolvable, "Insufficient cpu")
	}
	return nil
}

package sim

import (
	"encoding/json"

	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

// statusPatch is the kubelet's way of writing: only what changed, and only to
// the pod with this UID, so that conditions of other controllers stay.
func statusPatch(object *v1.Pod, status *v1.PodStatus) ([]byte, error) {
	type meta struct {
		UID types.UID `json:"uid"`
	}
	type content struct {
		Metadata meta          `json:"metadata"`
		Status   *v1.PodStatus `json:"status"`
	}
	before, err := json.Marshal(content{meta{""}, &object.Status})
	if err != nil {
		return nil, err
	}
	after, err := json.Marshal(content{meta{object.UID}, status})
	if err != nil {
		return nil, err
	}
	return strategicpatch.CreateTwoWayMergePatch(before, after, v1.Pod{})
}

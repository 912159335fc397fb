package sim

import (
	"fmt"

	v1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// missingConfig looks at what the container's environment refers to.
func (k *kubelet) missingConfig(namespace string, c *v1.Container) string {
	s := k.simulator
	for _, from := range c.EnvFrom {
		if ref := from.ConfigMapRef; ref != nil && !optional(ref.Optional) {
			if _, err := s.configMaps.ConfigMaps(namespace).Get(ref.Name); apierrors.IsNotFound(err) {
				return fmt.Sprintf("configmap %q not found", ref.Name)
			}
		}
		if ref := from.SecretRef; ref != nil && !optional(ref.Optional) {
			if _, err := s.secrets.Secrets(namespace).Get(ref.Name); apierrors.IsNotFound(err) {
				return fmt.Sprintf("secret %q not found", ref.Name)
			}
		}
	}
	for _, env := range c.Env {
		if env.ValueFrom == nil {
			continue
		}
		if ref := env.ValueFrom.ConfigMapKeyRef; ref != nil && !optional(ref.Optional) {
			m, err := s.configMaps.ConfigMaps(namespace).Get(ref.Name)
			if apierrors.IsNotFound(err) {
				return fmt.Sprintf("configmap %q not found", ref.Name)
			}
			if err == nil {
				if _, ok := m.Data[ref.Key]; !ok {
					return fmt.Sprintf("couldn't find key %s in ConfigMap %s/%s", ref.Key, namespace, ref.Name)
				}
			}
		}
		if ref := env.ValueFrom.SecretKeyRef; ref != nil && !optional(ref.Optional) {
			m, err := s.secrets.Secrets(namespace).Get(ref.Name)
			if apierrors.IsNotFound(err) {
				return fmt.Sprintf("secret %q not found", ref.Name)
			}
			if err == nil {
				if _, ok := m.Data[ref.Key]; !ok {
					return fmt.Sprintf("couldn't find key %s in Secret %s/%s", ref.Key, namespace, ref.Name)
				}
			}
		}
	}
	return ""
}

// missingVolume looks at the ConfigMaps and Secrets that the pod mounts. The
// scheduler has seen to its claims.
func (k *kubelet) missingVolume(object *v1.Pod) string {
	s := k.simulator
	missing := func(volume, kind, name string) string {
		return fmt.Sprintf("MountVolume.SetUp failed for volume %q : %s %q not found", volume, kind, name)
	}
	for _, v := range object.Spec.Volumes {
		if ref := v.ConfigMap; ref != nil && !optional(ref.Optional) {
			if _, err := s.configMaps.ConfigMaps(object.Namespace).Get(ref.Name); apierrors.IsNotFound(err) {
				return missing(v.Name, "configmap", ref.Name)
			}
		}
		if ref := v.Secret; ref != nil && !optional(ref.Optional) {
			if _, err := s.secrets.Secrets(object.Namespace).Get(ref.SecretName); apierrors.IsNotFound(err) {
				return missing(v.Name, "secret", ref.SecretName)
			}
		}
	}
	return ""
}

func optional(b *bool) bool { return b != nil && *b }

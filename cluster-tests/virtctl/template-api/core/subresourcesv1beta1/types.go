// Package subresourcesv1beta1 has what is asked of a template, and what it answers.
package subresourcesv1beta1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	virtv1 "kubevirt.io/api/core/v1"
)

type ProcessOptions struct {
	metav1.TypeMeta `json:",inline"`

	Parameters map[string]string `json:"parameters,omitempty"`
}

type ProcessedVirtualMachineTemplate struct {
	metav1.TypeMeta `json:",inline"`

	VirtualMachine *virtv1.VirtualMachine `json:"virtualMachine,omitempty"`
	Message        string                 `json:"message,omitempty"`
}

// Package template stands in for KubeVirt's module of this name, which the Go module proxy does not have: virtctl can have templates processed
// by a cluster, not by itself.
package template

import (
	"errors"

	"k8s.io/apimachinery/pkg/util/validation/field"

	virtv1 "kubevirt.io/api/core/v1"

	"kubevirt.io/virt-template-api/core/v1beta1"
)

var errNotHere = errors.New("this virtctl was built without the library that processes templates locally; leave out --local and --file")

type Processor struct{}

func GetDefaultProcessor() Processor { return Processor{} }

func (Processor) Process(*v1beta1.VirtualMachineTemplate) (*virtv1.VirtualMachine, string, error) {
	return nil, "", errNotHere
}

func MergeParameters(declared []v1beta1.Parameter, _ map[string]string) ([]v1beta1.Parameter, error) {
	return declared, nil
}

func ValidateParameterReferences(*v1beta1.VirtualMachineTemplate) ([]string, field.ErrorList) {
	return nil, nil
}

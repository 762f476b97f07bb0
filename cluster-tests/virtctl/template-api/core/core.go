// Package core stands in for KubeVirt's module of this name, which the Go module proxy does not have: as much of it as virtctl needs.
package core

const (
	GroupName                   = "template.kubevirt.io"
	SubresourcesGroupName       = "subresources.template.kubevirt.io"
	SingularResourceName        = "virtualmachinetemplate"
	PluralResourceName          = "virtualmachinetemplates"
	SingularRequestResourceName = "virtualmachinetemplaterequest"
	PluralRequestResourceName   = "virtualmachinetemplaterequests"
)

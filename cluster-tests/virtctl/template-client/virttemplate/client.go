// Package virttemplate stands in for KubeVirt's client of this name, which the Go module proxy does not have: as much of it as virtctl needs.
package virttemplate

import (
	"context"
	"encoding/json"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"

	"kubevirt.io/virt-template-api/core"
	"kubevirt.io/virt-template-api/core/subresourcesv1beta1"
	"kubevirt.io/virt-template-api/core/v1beta1"
)

type Interface interface {
	TemplateV1beta1() TemplateV1beta1Interface
}

type TemplateV1beta1Interface interface {
	RESTClient() rest.Interface
	VirtualMachineTemplates(namespace string) VirtualMachineTemplateInterface
	VirtualMachineTemplateRequests(namespace string) VirtualMachineTemplateRequestInterface
}

type VirtualMachineTemplateInterface interface {
	Get(ctx context.Context, name string, options metav1.GetOptions) (*v1beta1.VirtualMachineTemplate, error)
	Process(ctx context.Context, name string, options subresourcesv1beta1.ProcessOptions) (*subresourcesv1beta1.ProcessedVirtualMachineTemplate, error)
	CreateVirtualMachine(ctx context.Context, name string, options subresourcesv1beta1.ProcessOptions) (*subresourcesv1beta1.ProcessedVirtualMachineTemplate, error)
}

type VirtualMachineTemplateRequestInterface interface {
	Create(ctx context.Context, request *v1beta1.VirtualMachineTemplateRequest, options metav1.CreateOptions) (*v1beta1.VirtualMachineTemplateRequest, error)
}

type client struct {
	rest      rest.Interface
	namespace string
}

func NewForConfig(config *rest.Config) (Interface, error) {
	own := rest.CopyConfig(config)
	version := v1beta1.GroupVersion
	own.GroupVersion = &version
	own.APIPath = "/apis"
	own.NegotiatedSerializer = scheme.Codecs.WithoutConversion()
	connected, err := rest.RESTClientFor(own)
	if err != nil {
		return nil, err
	}
	return client{rest: connected}, nil
}

func (c client) TemplateV1beta1() TemplateV1beta1Interface { return c }

func (c client) RESTClient() rest.Interface { return c.rest }

func (c client) VirtualMachineTemplates(namespace string) VirtualMachineTemplateInterface {
	return client{c.rest, namespace}
}

func (c client) VirtualMachineTemplateRequests(namespace string) VirtualMachineTemplateRequestInterface {
	return requests{c.rest, namespace}
}

func (c client) Get(ctx context.Context, name string, _ metav1.GetOptions) (*v1beta1.VirtualMachineTemplate, error) {
	found := &v1beta1.VirtualMachineTemplate{}
	return found, into(ctx, c.rest.Get().Namespace(c.namespace).Resource(core.PluralResourceName).Name(name), found)
}

func (c client) Process(ctx context.Context, name string, options subresourcesv1beta1.ProcessOptions) (*subresourcesv1beta1.ProcessedVirtualMachineTemplate, error) {
	return c.ask(ctx, name, "process", options)
}

func (c client) CreateVirtualMachine(ctx context.Context, name string, options subresourcesv1beta1.ProcessOptions) (*subresourcesv1beta1.ProcessedVirtualMachineTemplate, error) {
	return c.ask(ctx, name, "create", options)
}

func (c client) ask(ctx context.Context, name, what string, options subresourcesv1beta1.ProcessOptions) (*subresourcesv1beta1.ProcessedVirtualMachineTemplate, error) {
	body, err := json.Marshal(options)
	if err != nil {
		return nil, err
	}
	processed := &subresourcesv1beta1.ProcessedVirtualMachineTemplate{}
	return processed, into(ctx, c.rest.Post().AbsPath("/apis", core.SubresourcesGroupName, v1beta1.GroupVersion.Version, "namespaces", c.namespace,
		core.PluralResourceName, name, what).SetHeader("Content-Type", "application/json").Body(body), processed)
}

type requests client

func (r requests) Create(ctx context.Context, request *v1beta1.VirtualMachineTemplateRequest, _ metav1.CreateOptions) (*v1beta1.VirtualMachineTemplateRequest, error) {
	request.APIVersion, request.Kind = v1beta1.GroupVersion.String(), "VirtualMachineTemplateRequest"
	body, err := json.Marshal(request)
	if err != nil {
		return nil, err
	}
	created := &v1beta1.VirtualMachineTemplateRequest{}
	return created, into(ctx, r.rest.Post().Namespace(r.namespace).Resource(core.PluralRequestResourceName).
		SetHeader("Content-Type", "application/json").Body(body), created)
}

func into(ctx context.Context, request *rest.Request, answer any) error {
	result := request.Do(ctx)
	// What the server says in words is in this error alone.
	if err := result.Error(); err != nil {
		return err
	}
	body, err := result.Raw()
	if err != nil {
		return err
	}
	return json.Unmarshal(body, answer)
}

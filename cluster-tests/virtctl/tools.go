//go:build tools

// Package tools names the command by which admins of KubeVirt work.
package tools

import _ "kubevirt.io/kubevirt/cmd/virtctl"

//go:build tools

// Package tools names the data store of a test cluster.
package tools

import (
	_ "go.etcd.io/etcd/server/v3"
)

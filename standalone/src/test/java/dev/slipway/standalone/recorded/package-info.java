/** Holds a running API server against the recorded answers of a real KubeVirt, which lie beside the project. */
@NullMarked
package dev.slipway.standalone.recorded;

import org.jspecify.annotations.NullMarked;

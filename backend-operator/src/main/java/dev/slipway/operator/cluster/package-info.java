/** What the operator knows of the cluster and how it writes: caches, merge patches, events. Decides nothing. */
@NullMarked
package dev.slipway.operator.cluster;

import org.jspecify.annotations.NullMarked;

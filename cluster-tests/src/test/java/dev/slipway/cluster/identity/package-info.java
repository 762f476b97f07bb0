/** Whom the cluster and the portal take a user for, where both trust one provider. */
@NullMarked
package dev.slipway.cluster.identity;

import org.jspecify.annotations.NullMarked;

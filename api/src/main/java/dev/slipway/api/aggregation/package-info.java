/** How servers behind the Kubernetes API server know that it is the one who asks. */
@NullMarked
package dev.slipway.api.aggregation;

import org.jspecify.annotations.NullMarked;

/** What the API server knows of each kind it serves, built in or from a CustomResourceDefinition. */
@NullMarked
package dev.slipway.standalone.apiserver.resource;

import org.jspecify.annotations.NullMarked;

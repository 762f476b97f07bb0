/** The schemas of what is served, as OpenAPI documents for clients and as structural schemas for the API server itself. */
@NullMarked
package dev.slipway.standalone.apiserver.openapi;

import org.jspecify.annotations.NullMarked;

/** What the API server says about itself: groups, versions, resources, its own version. No HTTP, no stored objects. */
@NullMarked
package dev.slipway.standalone.apiserver.discovery;

import org.jspecify.annotations.NullMarked;

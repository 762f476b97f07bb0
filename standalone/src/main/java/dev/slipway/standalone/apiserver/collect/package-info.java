/** What happens after a deletion: dependents, contents of namespaces, custom resources, and events that got old. */
@NullMarked
package dev.slipway.standalone.apiserver.collect;

import org.jspecify.annotations.NullMarked;

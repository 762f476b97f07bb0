/** What each verb does to the stored objects, from parsed request to answer. No HTTP here. */
@NullMarked
package dev.slipway.standalone.apiserver.verbs;

import org.jspecify.annotations.NullMarked;

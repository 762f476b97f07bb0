/** Admission by ValidatingAdmissionPolicies: which of them are bound to a write, and what their expressions say of it. */
@NullMarked
package dev.slipway.standalone.apiserver.policy;

import org.jspecify.annotations.NullMarked;

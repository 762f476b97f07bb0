package dev.slipway.machine.cloudinit;

import java.util.List;

/** Why a cloud-init seed cannot be made. */
public sealed interface SeedProblem {
    /** Returns the stable code, in capitals. */
    String code();

    /** Returns one sentence: what is wrong, what it means, what to do. */
    String sentence();

    /** A Secret that the volume refers to is not there. */
    record SecretAbsent(String field, String secret) implements SeedProblem {
        @Override
        public String code() {
            return "CLOUD_INIT_SECRET_ABSENT";
        }

        @Override
        public String sentence() {
            return field + " refers to Secret \"" + secret
                    + "\", which does not exist in the machine's namespace; create it or change the name.";
        }
    }

    /** A Secret lacks the key that is looked for. */
    record KeyAbsent(String field, String secret, List<String> keys) implements SeedProblem {
        public KeyAbsent {
            keys = List.copyOf(keys);
        }

        @Override
        public String code() {
            return "CLOUD_INIT_KEY_ABSENT";
        }

        @Override
        public String sentence() {
            return field + " refers to Secret \"" + secret + "\", which has none of the keys " + String.join(", ", keys)
                    + "; add one of them.";
        }
    }

    /** A field is not base64. */
    record NotBase64(String field) implements SeedProblem {
        @Override
        public String code() {
            return "CLOUD_INIT_NOT_BASE64";
        }

        @Override
        public String sentence() {
            return field + " is not valid base64; encode it, or use the field without Base64 for plain text.";
        }
    }

    /** A volume has neither user data nor network data. */
    record NothingToSay(String field) implements SeedProblem {
        @Override
        public String code() {
            return "CLOUD_INIT_EMPTY";
        }

        @Override
        public String sentence() {
            return field + " has neither user data nor network data; set userData, networkData or a secretRef.";
        }
    }
}

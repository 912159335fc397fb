package io.jenkins.plugins.k8srelease.engine.report;

/** Colours, used only where they carry meaning; every text can be understood without them. */
public interface Paint {

    /** Leaves every text as it is. */
    Paint NONE = new Paint() {
        @Override
        public String good(String text) {
            return text;
        }

        @Override
        public String bad(String text) {
            return text;
        }

        @Override
        public String caution(String text) {
            return text;
        }

        @Override
        public String strong(String text) {
            return text;
        }

        @Override
        public String faint(String text) {
            return text;
        }
    };

    String good(String text);

    String bad(String text);

    String caution(String text);

    String strong(String text);

    String faint(String text);
}

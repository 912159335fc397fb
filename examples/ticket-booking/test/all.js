'use strict';

// One process for all tests, since the runner's own processes would not inherit the loader of test.sh.
require('./manifests.test');
require('./examples.test');
require('./settings.test');
require('./application.test');
require('./frontend.test');

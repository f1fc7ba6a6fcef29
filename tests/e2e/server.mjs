// Serves the built page to the tests.
import { serve } from "./serve.mjs";

serve(process.env.GROUNDPLAN_DIST).listen(Number(process.env.GROUNDPLAN_PORT), "127.0.0.1");

/** The script of the public pages: each works without it. */

import { takeSurvey } from "./js/widgets/form/survey.js";

const form = document.getElementById("survey");
const survey = form && takeSurvey(form);

const filter = document.getElementById("filter");
if (filter)
  import("./js/widgets/schools.js").then(
    ({ offerFilter }) => offerFilter(filter),
    () => {}
  );

// What keeps answers on the device comes once the page can be used; without it, the page sends them itself.
import("./offline.js").then(({ attend }) => attend(survey)).catch(() => {});

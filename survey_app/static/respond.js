/** The script of the public pages. Each page works without it. */

import { takeSurvey } from "./js/widgets/form/survey.js";

const form = document.getElementById("survey");
const survey = form && takeSurvey(form);

const filter = document.getElementById("filter");
if (filter)
  import("./js/widgets/schools.js").then(
    ({ offerFilter }) => offerFilter(filter),
    () => {}
  );

// The client that keeps answers on the device comes once people can use the page. Without it, the page sends them.
import("./offline.js").then(({ attend }) => attend(survey)).catch(() => {});

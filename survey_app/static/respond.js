/** The script of the public pages: each works without it. */

import { forget } from "./js/widgets/language.js";
import { takeSurvey } from "./js/widgets/survey.js";

const form = document.getElementById("survey");
if (form) takeSurvey(form);
else forget();

const filter = document.getElementById("filter");
if (filter) import("./js/widgets/schools.js").then(({ offerFilter }) => offerFilter(filter));

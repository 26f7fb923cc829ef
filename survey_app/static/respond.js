/** The script of the public pages: each works without it. */

import { takeSurvey } from "./js/widgets/survey.js";

const form = document.getElementById("survey");
if (form) takeSurvey(form);

const filter = document.getElementById("filter");
if (filter) import("./js/widgets/schools.js").then(({ offerFilter }) => offerFilter(filter));

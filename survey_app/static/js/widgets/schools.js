/** A box to search for a school in a long list. */

/**
 * Show the box, and only the schools whose name or city holds what is typed into it.
 * @param {HTMLInputElement} box
 */
export function offerFilter(box) {
  const found = document.getElementById("found");
  /** @type {HTMLElement} */ (box.parentElement).hidden = false;
  box.oninput = () => {
    const wanted = fold(box.value);
    const cities = [...document.querySelectorAll(".city")].map((city) => filterCity(city, wanted));
    for (const district of document.querySelectorAll(".district")) {
      district.hidden = !district.querySelector(".city:not([hidden])");
    }
    const count = cities.reduce((sum, schools) => sum + schools, 0);
    found.textContent = String(found.dataset.found).replace("{count}", String(count));
  };
}

/**
 * Show the schools of a city that match. Says how many.
 * @param {HTMLElement} city
 * @param {string} wanted
 */
function filterCity(city, wanted) {
  const isCity = fold(city.querySelector("h4").textContent).includes(wanted);
  const schools = [...city.querySelectorAll("li")];
  for (const school of schools) school.hidden = !isCity && !fold(school.textContent).includes(wanted);
  const { length: count } = schools.filter(({ hidden }) => !hidden);
  city.hidden = !count;
  return count;
}

/**
 * Letters without case and accents.
 * @param {string} words
 */
const fold = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

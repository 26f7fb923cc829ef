/** A box to look for a school in a long list. */

/** Show the box, and only the schools whose name or city holds what is typed into it. */
export function offerFilter(box) {
  const found = document.getElementById("found");
  box.parentElement.hidden = false;
  box.oninput = () => {
    const wanted = fold(box.value);
    let count = 0;
    for (const city of document.querySelectorAll(".city")) {
      const isCity = fold(city.querySelector("h4").textContent).includes(wanted);
      for (const school of city.querySelectorAll("li")) {
        school.hidden = !isCity && !fold(school.textContent).includes(wanted);
        count += !school.hidden;
      }
      city.hidden = !city.querySelector("li:not([hidden])");
    }
    for (const district of document.querySelectorAll(".district"))
      district.hidden = !district.querySelector(".city:not([hidden])");
    found.textContent = found.dataset.found.replace("{count}", count);
  };
}

/** Letters without case and accents. */
const fold = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

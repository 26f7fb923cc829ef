/** The recorded clips of a survey: to play them, and to keep them. Pages without clips fetch none of it. */

import { offerSound } from "./widgets/device/sounds.js";
import { Player } from "./widgets/listening/playing.js";

export { offerSound, Player };

// What a form sent stays in the browser's history with the page that answered it, and in the file from which the browser would
// open its tabs again. Replaced by its own address, the page has been asked for with nothing typed. Runs before anything is shown.
"use strict";

window.history.replaceState(window.history.state, "", window.location.href);

// What is worth a picture: each scene sets a stage, and leads a page to where the picture is taken.
import { chatScenes } from './chat_scenes.mjs';
import { questionScenes } from './question_scenes.mjs';
import { screenScenes } from './screen_scenes.mjs';

export { sceneAnswers } from './scene_answers.mjs';

/**
 * The scenes by name. `set` is what `Stage.set` takes, `path` where the page is opened, `lead` is given
 * the page as a `Chat`; `wide: false`: only on a phone.
 */
export const scenes = { ...chatScenes, ...questionScenes, ...screenScenes };

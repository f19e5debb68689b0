// The scenes of the screenshots: each sets a stage, and leads a page to the state of the picture.
import { chatScenes } from './chat_scenes.mjs';
import { questionScenes } from './question_scenes.mjs';
import { screenScenes } from './screen_scenes.mjs';

export { sceneAnswers } from './scene_answers.mjs';

/**
 * The scenes by name. `set` are the options of `Stage.set`, `path` is the path at which the page is opened,
 * `lead` is called with the page as a `Chat`; `wide: false`: only on a phone.
 */
export const scenes = { ...chatScenes, ...questionScenes, ...screenScenes };

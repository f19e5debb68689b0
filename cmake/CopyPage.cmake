# Makes TO a copy of the page's sources in FROM; keeps the npm packages that are in TO.
foreach(folder src public)
  file(REMOVE_RECURSE ${TO}/${folder})
  file(COPY ${FROM}/${folder} DESTINATION ${TO} NO_SOURCE_PERMISSIONS)
endforeach()
file(GLOB files ${FROM}/*.html ${FROM}/*.json ${FROM}/*.ts ${FROM}/*.js)
file(COPY ${files} DESTINATION ${TO} NO_SOURCE_PERMISSIONS)
